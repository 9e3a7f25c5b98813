"""Amounts and accounts with other numbers, and what they refuse."""

import pytest


@pytest.mark.question("amounts")
def test_amounts(student, check, rng):
    """Amounts with and without cents."""
    texts = [f"{int(rng.randint(1, 99))}.{int(rng.randint(10, 99))}" for _ in range(3)]
    check.equal("cents", [student.account.amount(text) for text in texts])
    check.equal("whole", student.account.amount(f" {int(rng.randint(1, 99))} "))


@pytest.mark.question("amounts")
@pytest.mark.parametrize("text", ["-3", "1.5", "1.234", "", "1,50"])
def test_no_amounts(student, check, text):
    """Texts that are no amounts."""
    check.equal("an amount", student.account.amount("7.08"))
    check.raises("no amount", "ValueError", student.account.amount, text)


@pytest.mark.question("account")
def test_overdraft(student, check, rng):
    """Too much is refused, and the balance stays."""
    account = student.account.Account(int(rng.randint(100, 900)))
    with check.raises("too much", "OverdraftError"):
        account.withdraw(1000)
    check.equal("balance", account.balance)
    check.equal("all of it", account.withdraw(account.balance), zeros=True)
