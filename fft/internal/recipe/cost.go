package recipe

// The constants of the cost formula, in nanoseconds, from the benchmarks of package kernel on an AMD Zen 4 at 3.7 GHz.
const (
	call           = 8.0     // one pass: call, shape, loop set-up
	blockCall      = 30.0    // one block of columns of the four-step method
	headFactor     = 1.3     // the head transposes in registers
	turnPoint      = 0.35    // roots and transpose, for each value
	edgePoint      = 2.0     // copying a value of a block narrower than the lanes
	raderPoint     = 6.0     // two permutations and the product
	bluesteinPoint = 1.2     // the products with the chirp and its transform
	cacheBytes     = 1 << 20 // the second-level cache of one core
)

// passCost predicts one pass of the given radix over size values.
func passCost(lanes, radix, size int) float64 {
	return call + pointCost[radix]*float64(size)*laneCost(lanes)
}

func laneCost(lanes int) float64 {
	switch {
	case lanes >= 8:
		return 1
	case lanes > 1:
		return 1.15
	}
	return 16
}

// pointCost is the time of a pass for each value, with eight lanes.
var pointCost = [...]float64{
	2: 0.16, 3: 0.18, 4: 0.18, 5: 0.22, 7: 0.28, 8: 0.23, 11: 0.42, 13: 0.48, 16: 0.30,
}
