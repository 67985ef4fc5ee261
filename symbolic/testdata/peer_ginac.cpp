// GiNaC on the jobs of BenchmarkPeerJobs: g++ -O2 peer_ginac.cpp -lginac -lcln. Prints seconds, each job once, cold.
#include <chrono>
#include <ginac/ginac.h>
#include <iostream>

using namespace GiNaC;

static double seconds(void (*job)(ex, int, const symbol &), ex f, int n, const symbol &x) {
	auto start = std::chrono::steady_clock::now();
	job(f, n, x);
	return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

static void loop(ex f, int n, const symbol &x) {
	for (int i = 0; i < n; i++)
		f = f.diff(x);
}

int main() {
	symbol x("x"), y("y"), z("z");
	double sum = 0;
	for (const ex &f : {ex(exp(x)), ex(sin(x)), ex(cos(x)), ex(cosh(x)), ex(sinh(x))})
		sum += seconds(loop, f, 10000, x);
	std::cout << "lecture 5x10000 " << sum << "\n";
	std::cout << "exp(x^2) 30 " << seconds(loop, exp(pow(x, 2)), 30, x) << "\n";
	std::cout << "exp(x^2) 100 " << seconds(loop, exp(pow(x, 2)), 100, x) << "\n";
	std::cout << "sin(x)*exp(x)*x^5 14 " << seconds(loop, sin(x) * exp(x) * pow(x, 5), 14, x) << "\n";
	std::cout << "tan(x) 12 " << seconds(loop, tan(x), 12, x) << "\n";
	std::cout << "1/(1+x^2) 30 " << seconds(loop, 1 / (1 + pow(x, 2)), 30, x) << "\n";
	std::cout << "exp(sin(x)) 14 " << seconds(loop, exp(sin(x)), 14, x) << "\n";
	std::cout << "sin^4(x) 10 " << seconds(loop, sin(sin(sin(sin(x)))), 10, x) << "\n";
	auto start = std::chrono::steady_clock::now();
	ex p = pow(1 + x + y + z, 20);
	ex e = (p * (p + 1)).expand();
	std::cout << "expand " << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << "\n";
}
