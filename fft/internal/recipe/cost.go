package recipe

import "math"

// The constants of the cost formula, in nanoseconds, from BenchmarkPass of package kernel on an AMD Zen 4 at 3.7 GHz
// (2026-11). Compiled in, so that every process of a program designs alike.
const (
	call         = 8.0   // one pass: call, shape, loop set-up
	fourStepCall = 100.0 // buffers and loops of the four-step method
	blockCall    = 30.0  // one block of columns of the four-step method
	headPoint    = 0.15  // what the head's transpose adds for each value
	turnPoint    = 0.5   // roots and transpose, for each value
	edgePoint    = 2.0   // copying a value of a block narrower than the lanes
	productPoint = 0.45  // a product with a table
	ringCalls    = 10.0  // what two passes of a convolution in the cache take less: their calls are prepared
	ringPoint    = 1.0   // its middle
	halfPoint    = 0.3   // the share that its first and last pass save, of which half is not there
	aliased      = 4096  // lengths of which a multiple puts its buffers and tables in the same sets of the caches
	aliasCost    = 1.07
	weighPoint   = 0.3   // the product with the spectrum of one beyond
	permutePoint = 0.9   // one permutation there and one back
	directPoint  = 0.6   // the pairs and the results of the direct method
	ringFar      = 0.075 // what its passes add for each value, and as much again beyond eight times the second-level cache
	farPoint     = 0.2   // what a pass adds for each value when the first-level cache does not hold both buffers
	farFirst     = 1.3   // what a first pass of radix above farRadix adds for each value of an array beyond the caches
	farRadix     = 10
	nearBytes    = 1 << 15 // the first-level cache of one core
	cacheBytes   = 1 << 20 // the second-level cache
)

// nearLimit is the length from which convolutions go by blocks: the third-level cache is not one core's alone.
const nearLimit = 1 << 18

// Far is the number of values from which arrays count as far from the processor.
const Far = 1 << 17

// pointCost is the time of a pass for each value, by radix, with eight lanes, with four and with one.
var (
	pointCost8 = [...]float64{2: 0.20, 3: 0.24, 4: 0.18, 5: 0.36, 6: 0.31, 7: 0.37, 8: 0.26, 9: 0.39, 10: 0.40, 11: 0.53, 12: 0.375, 13: 0.60, 14: 0.48, 15: 0.49, 16: 0.35}
	pointCost4 = [...]float64{2: 0.20, 3: 0.32, 4: 0.31, 5: 0.42, 6: 0.43, 7: 0.55, 8: 0.32, 9: 0.49, 10: 0.56, 11: 0.75, 12: 0.52, 13: 0.84, 14: 0.68, 15: 0.60, 16: 0.50}
	pointCost1 = [...]float64{2: 4.4, 3: 5.6, 4: 4.7, 5: 5.4, 7: 6.0, 8: 6.5, 11: 7.4, 13: 7.8}
)

// point is the time of a pass for each value.
func point(lanes, radix int) float64 {
	switch {
	case lanes >= 8:
		return pointCost8[radix]
	case lanes > 1:
		return pointCost4[radix]
	}
	return pointCost1[radix]
}

// passCost predicts one pass of the given radix over size values, each of which takes far longer than near the processor.
func passCost(lanes, radix, size int, far float64) float64 {
	return call + (point(lanes, radix)+far)*float64(size)
}

// afar is what a pass between two buffers of size values adds for each.
func afar(lanes, size int) float64 {
	if lanes > 1 && 32*size > nearBytes {
		return farPoint
	}
	return 0
}

// ringAfar is the same in a convolution, which reads two tables besides, in the order of its buffers.
func ringAfar(lanes, size int) float64 {
	switch {
	case lanes == 1 || 64*size < cacheBytes/2:
		return 0
	case 64*size < 8*cacheBytes:
		return ringFar
	}
	return 2 * ringFar
}

// widen is the factor by which few lanes take longer for pointwise work.
func widen(lanes int) float64 {
	switch {
	case lanes >= 8:
		return 1
	case lanes > 1:
		return 1.1
	}
	return 3
}

// directTerms is the time of two terms of the sums of one group in the direct method.
func directTerms(lanes int) float64 {
	switch {
	case lanes >= 8:
		return 2.35
	case lanes > 1:
		return 1.8
	}
	return 5
}

// beyond is the factor by which passes over size values take longer when the second-level cache does not hold both buffers.
func beyond(size int) float64 {
	if bytes := 32 * size; bytes > cacheBytes {
		return math.Sqrt(float64(bytes) / cacheBytes)
	}
	return 1
}
