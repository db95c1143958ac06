"""Speed, side by side with peers in the same run; a process is one thread, to be said before numpy."""

import os

for _name in ("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
