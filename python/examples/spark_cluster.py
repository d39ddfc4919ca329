"""Clusters a folder of headlines by Spark: python/examples/spark_cluster.py --help, and docs/scale.md."""

import argparse
import pathlib

from pyspark.sql import SparkSession

import doublet.spark


def main() -> None:
    parser = argparse.ArgumentParser(description="Clusters of near-identical headlines, as a folder of Parquet.")
    parser.add_argument("input", help="Parquet, or lines of JSON where --from json says so")
    parser.add_argument("output", help="the folder that is written; it must not be there")
    parser.add_argument("--from", dest="format", choices=["parquet", "json"], default="parquet")
    parser.add_argument("--title", default="title", help="the column of the title")
    parser.add_argument("--id", default="id", help="the column of the id")
    parser.add_argument("--order", help="the column that says which headline came first")
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--keep", choices=["earliest", "longest", "central"])
    parser.add_argument("--updates", choices=["apart", "join"])
    parser.add_argument("--singletons", action="store_true", help="also those that repeat nothing")
    parser.add_argument("--checkpoint", help="a folder on a shared file system, for what is to outlive an executor")
    given = parser.parse_args()
    # Spark would say so when all is done. (Of a folder elsewhere, with a scheme, it still does.)
    if pathlib.Path(given.output).exists():
        parser.error(f"{given.output} is there already; name another folder")

    spark = SparkSession.builder.appName("doublet").getOrCreate()
    if given.checkpoint:
        spark.sparkContext.setCheckpointDir(given.checkpoint)
    headlines = spark.read.format(given.format).load(given.input)
    members = doublet.spark.cluster(
        headlines,
        title=given.title,
        id=given.id,
        order=given.order,
        threshold=given.threshold,
        keep=given.keep,
        updates=given.updates,
        singletons=given.singletons,
    )
    members.write.parquet(given.output, compression="zstd")
    spark.stop()


if __name__ == "__main__":
    main()
