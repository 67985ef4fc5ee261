/* The peer of BenchmarkGemm/shape=16x16x16: a C loop over cblas_dgemm, one thread.
   cc -O2 -o peer_small peer_small.c -lopenblas && OPENBLAS_NUM_THREADS=1 ./peer_small */
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(void) {
	enum { reps = 20000, rounds = 15 };
	for (int n = 4; n <= 64; n *= 2) {
		double *a = malloc(8 * n * n), *b = malloc(8 * n * n), *c = malloc(8 * n * n), t[rounds];
		for (int i = 0; i < n * n; i++) a[i] = 1.0 / (i + 1), b[i] = 1.0 / (i + 2);
		int loops = reps * 16 / n;
		for (int r = 0; r < rounds; r++) {
			double start = now();
			for (int i = 0; i < loops; i++)
				cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
			t[r] = (now() - start) / loops;
		}
		qsort(t, rounds, sizeof *t, ascending);
		double s = t[rounds / 2];
		printf("BenchmarkGemm/shape=%dx%dx%d/threads=1-2\t%d\t%.1f ns/op\t%.2f GFlop/s\n", n, n, n, loops, 1e9 * s, 2.0 * n * n * n / s / 1e9);
		free(a), free(b), free(c);
	}
	return 0;
}
