package program

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A Progress counts steps on standard error: a bar with the time left on a terminal, a plain line every few seconds
// elsewhere.
type Progress struct {
	bar   *progressbar.ProgressBar
	title string
	room  int // for what stands before the bar
	done  int
	total int
	said  time.Time
	start time.Time
}

// NewProgress starts counting to total.
func NewProgress(title string, total int) *Progress {
	p := &Progress{title: title, total: total, start: time.Now(), said: time.Now()}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		width, _, err := term.GetSize(int(os.Stderr.Fd()))
		if err != nil || width <= 0 {
			width = 80
		}
		bar := max(4, min(30, width-70))
		p.room = width - bar - len(fmt.Sprintf(" 100%% || (%d/%d) [12m34s:12m34s]", total, total))
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(fit(title, "", p.room)),
			progressbar.OptionSetWidth(bar), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(50*time.Millisecond), progressbar.OptionSetElapsedTime(true))
		p.bar.RenderBlank()
	}
	return p
}

// Step counts one step and shows what comes next.
func (p *Progress) Step(next string) {
	p.done++
	if p.bar != nil {
		p.bar.Describe(fit(p.title, next, p.room))
		p.bar.Add(1)
		return
	}
	if now := time.Now(); now.Sub(p.said) >= 5*time.Second && p.done < p.total {
		p.said = now
		left := now.Sub(p.start) / time.Duration(p.done) * time.Duration(p.total-p.done)
		fmt.Fprintf(os.Stderr, "%s: %d of %d, about %s left\n", p.title, p.done, p.total, left.Round(time.Second))
	}
}

// fit returns the title and what comes next, or as much as there is room for: a line that wraps could not be written over.
func fit(title, next string, room int) string {
	line := []rune(title + " " + next)
	if next == "" {
		line = line[:len(line)-1]
	}
	if len(line) > room && next != "" {
		line = []rune(next)
	}
	if len(line) > room {
		line = line[:max(0, room)]
	}
	return string(line)
}

// Close removes the bar.
func (p *Progress) Close() {
	if p.bar != nil {
		p.bar.Finish()
	}
}

// Width is how many characters a line of text may have: those of the terminal, or of COLUMNS, at most 96.
func Width() int {
	const most, least = 96, 20
	width := most
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
		width = w
	} else if w, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && w > 0 {
		width = w
	}
	return min(max(width, least), most)
}
