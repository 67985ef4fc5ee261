// Package examples holds the tests of the examples as a whole; the programs are in the folders below.
package examples
