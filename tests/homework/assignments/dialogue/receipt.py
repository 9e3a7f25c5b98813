"""Ask for items and prices, and print a receipt."""

from prices import with_tax

### BEGIN SOLUTION
lines = []
total = 0
while True:
    item = input("Item? ")
    if not item:
        break
    price = with_tax(float(input("Price? ")))
    lines.append(f"{item}: {price:.2f}")
    total += price
print()
for line in lines:
    print(line)
if lines:
    print(f"total: {total:.2f}")
else:
    print("nothing")
### END SOLUTION
