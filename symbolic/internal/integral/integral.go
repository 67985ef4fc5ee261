package integral

import "tandem/symbolic/internal/expr"

// A Step tells what was done to one integral.
type Step struct {
	Rule   string
	F, X   *expr.Node
	Result *expr.Node
}
