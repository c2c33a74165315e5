# Sums of money that rules share.
package fjall.lib.sums

# usd is an amount for the field that is in US dollars, "" in another currency.
usd(sum) := sum.monthly if sum.currency == "USD"

else := ""
