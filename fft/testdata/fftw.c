// FFTW as the system has it, planned by FFTW_MEASURE, timed from C without any binding: a peer of peers.sh.
//
//	cc -O2 -o fftw fftw.c -lfftw3_threads -lfftw3 -lm -lpthread
//	./fftw THREADS KIND:N ...     KIND: c (complex), r (real), b (256 rows of n), s (n×n)
//
// Each line is KIND:N, then the nanoseconds of the best of several runs of at least 20 ms.
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
	int threads = argc > 1 ? atoi(argv[1]) : 1;
	double seconds = getenv("FFTW_SECONDS") ? atof(getenv("FFTW_SECONDS")) : 0.1;
	fftw_init_threads();
	fftw_plan_with_nthreads(threads);
	if (getenv("FFTW_WISDOM")) fftw_import_wisdom_from_filename(getenv("FFTW_WISDOM"));
	for (int i = 2; i < argc; i++) {
		char kind = argv[i][0];
		int n = atoi(argv[i] + 2);
		size_t total = kind == 'b' ? (size_t)256 * n : kind == 's' ? (size_t)n * n : (size_t)n;
		fftw_complex *x = fftw_malloc(sizeof *x * (total + 2)), *y = fftw_malloc(sizeof *y * (total + 2));
		fftw_plan p;
		if (kind == 'c') p = fftw_plan_dft_1d(n, x, y, FFTW_FORWARD, FFTW_MEASURE);
		else if (kind == 'r') p = fftw_plan_dft_r2c_1d(n, (double *)x, y, FFTW_MEASURE);
		else if (kind == 'b') p = fftw_plan_many_dft(1, &n, 256, x, 0, 1, n, y, 0, 1, n, FFTW_FORWARD, FFTW_MEASURE);
		else p = fftw_plan_dft_2d(n, n, x, y, FFTW_FORWARD, FFTW_MEASURE);
		if (getenv("FFTW_WISDOM")) fftw_export_wisdom_to_filename(getenv("FFTW_WISDOM"));
		double *v = (double *)x;
		for (size_t k = 0; k < 2 * total; k++) v[k] = (double)rand() / RAND_MAX - 0.5;
		if (getenv("FFTW_PLAN_ONLY")) continue;
		fftw_execute(p);
		double t0 = now();
		fftw_execute(p);
		double once = now() - t0;
		int reps = once > 2e7 ? 1 : (int)(2e7 / (once + 1)) + 1;
		double best = 1e30, end = now() + seconds * 1e9;
		int rounds = 0;
		while (now() < end || rounds < 3) {
			t0 = now();
			for (int k = 0; k < reps; k++) fftw_execute(p);
			double t = (now() - t0) / reps;
			if (t < best) best = t;
			rounds++;
		}
		printf("%s %.1f\n", argv[i], best);
		fflush(stdout);
		fftw_destroy_plan(p);
		fftw_free(x);
		fftw_free(y);
	}
}
