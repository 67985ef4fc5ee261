# Genz's families as TestGenzFamilies draws them, by hcubature of the package cubature: evaluations of both to 1e-6.
#
#   go test -run TestGenzFamilies -v ./integrate | Rscript integrate/testdata/peer_cubature.R
suppressPackageStartupMessages(library(cubature))
numbers <- function(s) as.numeric(strsplit(gsub("[][]", "", trimws(s)), " +")[[1]])
family <- function(name, a, w) switch(name,
  "oscillatory" = function(x) cos(2 * pi * w[1] + sum(a * x)),
  "product peak" = function(x) prod(1 / (a^-2 + (x - w)^2)),
  "corner peak" = function(x) (1 + sum(a * x))^-(length(a) + 1),
  "Gaussian" = function(x) exp(-sum((a * (x - w))^2)),
  "continuous" = function(x) exp(-sum(a * abs(x - w))),
  "discontinuous" = function(x) if (x[1] > w[1] || x[2] > w[2]) 0 else exp(sum(a * x)))
most <- 400000
totals <- c(0, 0)
for (line in grep("genz ", readLines(file("stdin")), value = TRUE)) {
  p <- strsplit(sub(".*genz ", "", line), ";")[[1]]
  d <- as.integer(p[1]); name <- trimws(p[2]); exact <- as.numeric(p[5]); ours <- as.integer(p[6])
  f <- family(name, numbers(p[3]), numbers(p[4]))
  r <- hcubature(f, rep(0, d), rep(1, d), tol = 1e-6, absError = 0, maxEval = most)
  error <- abs(r$integral - exact) / abs(exact)
  state <- if (r$functionEvaluations >= most) "flagged" else if (error > 1e-6) "silently wrong" else "solved"
  cat(sprintf("%d-D %-14s hcubature %7d %s, error %.0e | Cubature %7d%s,%s\n", d, name, r$functionEvaluations, state, error, ours, p[7], p[8]))
  if (state == "solved" && trimws(p[7]) == "converged") totals <- totals + c(r$functionEvaluations, ours)
}
cat(sprintf("where both solve: hcubature %d evaluations, Cubature %d\n", totals[1], totals[2]))
