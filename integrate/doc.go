// Package integrate computes integrals numerically.
package integrate
