package program

//go:generate go -C _asm run . -out ../loops_amd64.s -stubs ../loops_amd64.go -pkg program
