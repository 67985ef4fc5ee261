// Package linalg computes with dense matrices: products, eigenvalues, factorisations.
package linalg
