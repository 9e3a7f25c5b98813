"""Examples for amounts and accounts."""

import pytest


@pytest.mark.question("amounts")
def test_amount(student, check):
    """An amount, and a text that is none."""
    check.equal("cents", student.account.amount("12.50"))
    with check.raises("a word", "ValueError", match="twelve"):
        student.account.amount("twelve")


@pytest.mark.question("account")
def test_withdraw(student, check):
    """What is there can be taken out."""
    account = student.account.Account(700)
    check.equal("balance", account.withdraw(200))
    check.equal("balance afterwards", account.balance)
