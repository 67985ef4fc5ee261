# scipy.signal's power spectra of the signals of power_test.go, at frequencies 1, 4 and the last.
import numpy as np
import scipy.signal as ss

j = np.arange(60)
x = np.sin(0.7 * j) + 0.1 * j + j * j % 7
y = np.cos(0.7 * j) + j**3 % 11


def show(name, p):
    print(name, ", ".join(repr(float(p[k])) for k in (1, 4, -1)))


show("PERIODOGRAM", ss.periodogram(x, 10)[1])
show("PERIODPOWER", ss.periodogram(x, window="hamming", scaling="spectrum", detrend="linear")[1])
show("WELCH", ss.welch(x, 10, nperseg=16)[1])
show("WODD", ss.welch(x, nperseg=15, noverlap=11, detrend=False, window="blackman")[1])
show("COHERENCE", ss.coherence(x, y, nperseg=16)[1])
p = ss.csd(x, y, nperseg=16, detrend="linear")[1]
show("CSDABS", np.abs(p))
show("CSDANGLE", np.angle(p))
