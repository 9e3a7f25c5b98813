import prices


def ask():
    basket = []
    while item := input("Item? ").strip():
        basket.append((item, prices.with_tax(float(input("Price? ")))))
    return basket


def show(basket):
    if basket == []:
        print("\nnothing")
        return
    print("\n" + "\n".join("%s: %.2f" % pair for pair in basket))
    print("total: %.2f" % sum(price for _, price in basket))


if __name__ == "__main__":
    show(ask())
