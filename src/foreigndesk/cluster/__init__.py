"""The same reading on many machines: an Apache Spark job.

    spark = cluster.session("spark://head:7077")
    articles = spark.read.parquet("s3a://news/")         # address, and content or text: see `read`
    cluster.write(cluster.read(spark, articles), "s3a://read/")
    for entry in cluster.load(desk, run, Path("read/")): ...   # what was read, on to a desk

    articles -> packed (one row an article) -> tables, copies, rejections -> a desk

The executors have foreigndesk installed, weights, codebooks and gazetteers with it; each Python worker loads
them once. `packed` holds what the desk stores of each article, made by the same code as on one machine, or
why there is none. `tables` cuts the desk's tables from it, `copies` finds near-duplicates (decision 12).
"""

from foreigndesk.cluster.copies import near_duplicates
from foreigndesk.cluster.landing import articles_in, check_output, load
from foreigndesk.cluster.reading import read
from foreigndesk.cluster.sessions import session
from foreigndesk.cluster.tables import write

__all__ = ["articles_in", "check_output", "load", "near_duplicates", "read", "session", "write"]
