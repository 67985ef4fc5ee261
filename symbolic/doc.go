// Package symbolic computes with exact mathematical expressions.
package symbolic
