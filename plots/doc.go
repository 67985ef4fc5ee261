// Package plots draws what Tandem measures.
package plots
