//go:build !linux

package hugepage

// advise does nothing: only Linux takes such advice from a program.
func advise([]byte) {}
