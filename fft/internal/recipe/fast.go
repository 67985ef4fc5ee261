package recipe

const (
	fastTries = 8       // lengths that Fast designs
	fastGain  = 0.95    // the share of the cost that another length must promise to stay below: the formula is not exact
	fastLimit = 1 << 16 // from here on, memory decides, which the formula knows less well
)

// Fast returns the smooth length from n to n + n/16, or the smallest smooth length if there is none, that the kernels of
// sets transform fastest as far as the cost formula can tell. Only lengths that lanes divide are tried besides the smallest.
func Fast(n int, sets []Set) int {
	best := Next(n)
	if n > fastLimit {
		return best
	}
	multiple := 4
	if n > 256 {
		multiple = 16
	}
	least := Design(best, sets).Cost * fastGain
	tries := 0
	for m := (best/multiple + 1) * multiple; m <= n+n/16 && tries < fastTries; m += multiple {
		if !Smooth(m) {
			continue
		}
		tries++
		if c := Design(m, sets).Cost; c < least {
			best, least = m, c
		}
	}
	return best
}
