from prices import *

shop = {}
names = []
name = input("Item? ")
while name != "":
    names += [name]
    shop[len(names)] = with_tax(float(input("Price? ")))
    name = input("Item? ")
print("")
for i in range(len(names)):
    print(names[i] + ":", format(shop[i + 1], ".2f"))
if len(names) == 0:
    print("nothing")
    exit()
print("total:", "{:.2f}".format(sum(shop.values())))
