import getpass

from tabulate import tabulate

print(tabulate([["user", getpass.getuser()], ["edition", 1]], tablefmt="plain"))
