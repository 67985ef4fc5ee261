package fft

import (
	"context"
	"unsafe"
)

// alive tells whether ctx is not done, without the call of a method where ctx is context.Background: a transform of a few values
// takes no longer than such calls do. The first word of an interface value tells the type of what it holds, and
// every value of Background's type is Background.
func alive(ctx context.Context) bool {
	return kind(ctx) == background || ctx.Err() == nil
}

var background = kind(context.Background())

func kind(ctx context.Context) uintptr { return *(*uintptr)(unsafe.Pointer(&ctx)) }
