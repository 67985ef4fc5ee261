/* The roof of the level-2 benchmarks: how fast this machine reads, or reads and rewrites, as many doubles as an n×n matrix
   has. The median time of the best of several kernels counts: 1, 2, 4 and 8 streams side by side, without and with prefetches at some distances.
   Run by 1 thread and by 2, each on its own half, on huge pages, like the matrices of the benchmarks and NumPy's.
   cc -O2 -march=native -pthread -o roof roof_stream.c && ./roof [n...] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef double vec __attribute__((vector_size(64), aligned(8)));

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* read sums n doubles, cut into s streams, with a prefetch d bytes ahead. */
#define READ(s)                                                                          \
	static double read##s(double *x, long n, long d) {                                     \
		vec a[s] = {0}, b[s] = {0};                                                          \
		long part = n / s & ~15L;                                                            \
		for (long i = 0; i < part; i += 16)                                                  \
			for (int k = 0; k < s; k++) {                                                      \
				double *p = x + k * part + i;                                                    \
				if (d) __builtin_prefetch((char *)p + d), __builtin_prefetch((char *)p + d + 64); \
				a[k] += *(vec *)p, b[k] += *(vec *)(p + 8);                                      \
			}                                                                                  \
		double sum = 0;                                                                      \
		for (int k = 0; k < s; k++)                                                          \
			for (int l = 0; l < 8; l++) sum += a[k][l] + b[k][l];                              \
		return sum;                                                                          \
	}
/* rewrite multiplies n doubles by a factor. */
#define REWRITE(s)                                                                       \
	static double rewrite##s(double *x, long n, long d) {                                  \
		long part = n / s & ~15L;                                                            \
		for (long i = 0; i < part; i += 16)                                                  \
			for (int k = 0; k < s; k++) {                                                      \
				double *p = x + k * part + i;                                                    \
				if (d) __builtin_prefetch((char *)p + d, 1), __builtin_prefetch((char *)p + d + 64, 1); \
				*(vec *)p *= 1.0000001, *(vec *)(p + 8) *= 0.9999999;                            \
			}                                                                                  \
		return x[0];                                                                         \
	}
READ(1) READ(2) READ(4) READ(8)
REWRITE(1) REWRITE(2) REWRITE(4) REWRITE(8)

static double (*kernels[2][4])(double *, long, long) = {{read1, read2, read4, read8}, {rewrite1, rewrite2, rewrite4, rewrite8}};
static const long ahead[] = {0, 512, 1024, 2048, 4096};

struct share {
	double *x;
	long n, d, reps;
	double (*run)(double *, long, long);
	double sum, start, end;
};
static pthread_barrier_t gate;

static void *work(void *arg) {
	struct share *s = arg;
	s->run(s->x, s->n, s->d);
	pthread_barrier_wait(&gate);
	s->start = now();
	for (long r = 0; r < s->reps; r++) s->sum += s->run(s->x, s->n, s->d);
	s->end = now();
	return 0;
}

/* stream returns the time of one pass of t threads by kernel k of a kind, each over its own part of n doubles. */
static double stream(double *x, long n, int threads, int kind, int k, long d, long reps) {
	struct share s[2];
	pthread_t other[2];
	pthread_barrier_init(&gate, 0, threads);
	for (int t = 0; t < threads; t++) {
		s[t] = (struct share){x + t * (n / threads), n / threads, d, reps, kernels[kind][k], 0};
		pthread_create(&other[t], 0, work, &s[t]);
	}
	double start = 1e18, end = 0;
	for (int t = 0; t < threads; t++) {
		pthread_join(other[t], 0);
		start = s[t].start < start ? s[t].start : start;
		end = s[t].end > end ? s[t].end : end;
	}
	return (end - start) / reps;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv) {
	for (int i = 1; i < argc || i == 1; i++) {
		long n = argc > 1 ? atol(argv[i]) : 4000, all = n * n, reps = 1 + 40000000 / all;
		size_t page = 2 << 20, bytes = (8 * all + page) / page * page;
		double *x = aligned_alloc(page, bytes);
		madvise(x, bytes, MADV_HUGEPAGE);
		for (long j = 0; j < all; j++) x[j] = 1;
		for (int kind = 0; kind < 2; kind++)
			for (int threads = 1; threads <= 2; threads++) {
				double best = 1e9;
				int kernel = 0;
				long distance = 0;
				for (int k = 0; k < 4; k++)
					for (int d = 0; d < 5; d++)
						for (int again = 0; again < 2; again++) {
							double time = stream(x, all, threads, kind, k, ahead[d], reps);
							if (time < best) best = time, kernel = k, distance = ahead[d];
						}
				enum { rounds = 15 }; /* what the best of them does as a rule, not in its best moment */
				double t[rounds];
				for (int r = 0; r < rounds; r++) t[r] = stream(x, all, threads, kind, kernel, distance, reps);
				qsort(t, rounds, sizeof *t, ascending);
				printf("Benchmark%s/n=%ld/threads=%d-2\t%ld\t%.0f ns/op\t%.1f GB/s read, %d streams, prefetch %ld, at best %.0f ns\n",
					kind ? "UpdateStream" : "ReadStream", n, threads, reps, 1e9 * t[rounds / 2], 8e-9 * all / t[rounds / 2], 1 << kernel, distance,
					1e9 * best);
			}
		free(x);
	}
	return 0;
}
