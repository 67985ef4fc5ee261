// Package program holds what every example program needs: flags with help, a context that Ctrl-C ends, progress, an
// output folder that is checked before the work, and the line that says on which machine figures were measured.
package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"tandem/parallel"
)

// Flags is a struct with kong's field tags; Validate reports bad values before any work.
type Flags interface{ Validate() error }

// Run is the main function of an example: it serves as a worker if this process is one, reads the command line into
// flags, and calls run with the chosen command (empty for a program without commands) under a context that the first Ctrl-C (or SIGTERM) cancels; a second one ends the program at once.
// Errors are printed as one line and end with status 1, bad flags with status 2, an interrupt with status 130.
func Run(name, about string, flags Flags, run func(ctx context.Context, command string) error) {
	parallel.Main()
	parser, err := kong.New(flags, kong.Name(name), kong.Description(about),
		kong.WithHyphenPrefixedParameters(true), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the struct's tags are wrong
	}
	parsed, err := parser.Parse(DoubleDashes(os.Args[1:]))
	if err != nil {
		fail(name, err, 2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal has its usual effect
	err = run(ctx, parsed.Command())
	if err == nil {
		err = stdout.failure()
	}
	switch {
	case ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)):
		fail(name, errors.New("interrupted"), 130)
	case err != nil:
		fail(name, err, 1)
	}
}

func fail(name string, err error, status int) {
	fmt.Fprintf(os.Stderr, "%s: %s\n", name, strings.ReplaceAll(err.Error(), "\n", "; "))
	os.Exit(status)
}

var singleDash = regexp.MustCompile(`^-[A-Za-z]{2,}`)

// DoubleDashes lets long flags be written with one dash, as Go programs have them: -tasks 4 is --tasks 4.
func DoubleDashes(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "--" {
			copy(out[i:], args[i:])
			break
		}
		if singleDash.MatchString(a) {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}

// Folder makes dir if it is missing and checks that files can be written there.
func Folder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return fmt.Errorf("-out %s: not writable: %w", dir, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Where says on what the figures were measured: processor, cores, Go version, date.
func Where(m parallel.Machine) string {
	name := strings.TrimSpace(m.Name)
	if name == "" {
		name = m.Arch
	}
	cores := fmt.Sprintf("%d cores", m.Cores)
	if m.Cores == 1 {
		cores = "1 core"
	}
	return fmt.Sprintf("%s, %s, %s/%s, %s, %s", name, cores, runtime.GOOS, runtime.GOARCH, runtime.Version(),
		time.Now().Format("2006-01-02"))
}
