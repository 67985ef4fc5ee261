package symbolic_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"tandem/parallel"
	"tandem/symbolic"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

// stubborn integrates like IntegrateTask, except that x^x never ends and looks at no context.
var stubborn = parallel.NewTask("symbolic_test.stubborn", func(ctx context.Context, a symbolic.IntegrateArgs) (symbolic.Expr, error) {
	if a.Integrand == symbolic.MustParse("x^x") {
		select {}
	}
	return symbolic.IntegrateTask.Call(ctx, a)
})

// A list of integrals over worker processes: a task that hangs costs only itself.
func TestIntegrateInProcesses(t *testing.T) {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1})
	if errors.Is(err, parallel.ErrNoProcesses) {
		t.Skip("no worker processes on this system")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	x := symbolic.Sym("x")
	var args []symbolic.IntegrateArgs
	for _, f := range []string{"x", "x^x", "x^2", "x*exp(x)"} {
		args = append(args, symbolic.IntegrateArgs{Integrand: symbolic.MustParse(f), Var: x})
	}
	got, err := stubborn.With(parallel.Timeout(time.Second)).Map(context.Background(), pool, args)
	var te *parallel.TaskError
	if !errors.As(err, &te) || te.Index != 1 {
		t.Errorf("error %v, want one of task 1", err)
	}
	for i, want := range []string{"x^2/2", "", "x^3/3", "x*exp(x) - exp(x)"} {
		if want != "" && got[i] != symbolic.MustParse(want) {
			t.Errorf("∫ %v dx = %v, want %s", args[i].Integrand, got[i], want)
		}
	}
}
