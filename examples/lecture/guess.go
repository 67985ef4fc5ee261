package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"tandem/examples/internal/program"
)

// A guess is what the reader and the planner said before a run, and who won.
type guess struct {
	question        string
	reader, planner string
	winner          string // "" if the run could not tell
}

// ask lets the reader guess which of the ways will win, if there is a terminal to ask on; an empty answer skips it.
func (s *session) ask(ctx context.Context, question string, ways []string) string {
	if s.NoAsk || !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stdout.Fd())) {
		return ""
	}
	program.Println(wrap(question, program.Width()))
	for i, way := range ways {
		program.Printf("  %d  %s\n", i+1, way)
	}
	program.Print("Your guess (Enter skips): ")
	answer := make(chan string, 1)
	go func() { // a read cannot be interrupted; Ctrl-C leaves it behind
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		answer <- strings.TrimSpace(line)
	}()
	line := ""
	select {
	case line = <-answer:
	case <-ctx.Done():
		program.Println()
	}
	for i, way := range ways {
		if line == fmt.Sprint(i+1) {
			return way
		}
	}
	return ""
}

// score says who guessed right.
func (s *session) score(w io.Writer) {
	for _, g := range s.guesses {
		if g.winner == "" {
			fmt.Fprintf(w, "%s: neither won clearly.\n", g.question)
			continue
		}
		mark := func(who, said string) string {
			switch said {
			case "":
				return ""
			case g.winner:
				return fmt.Sprintf("; %s guessed it", who)
			}
			return fmt.Sprintf("; %s said %s", who, said)
		}
		fmt.Fprintf(w, "%s: %s won%s%s.\n", g.question, g.winner, mark("you", g.reader), mark("the planner", g.planner))
	}
}
