"""People in the order of their ages."""


def sort_age(lst):
    """A list of the people of `lst`, each a tuple of gender and age, with the oldest first; no two ages are equal."""
    ### BEGIN SOLUTION
    people = list(lst)
    for end in range(len(people) - 1, 0, -1):
        for left in range(end):
            if people[left][1] < people[left + 1][1]:
                people[left], people[left + 1] = people[left + 1], people[left]
    return people
    ### END SOLUTION
