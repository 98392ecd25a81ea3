"""Metrics of the backups for Prometheus, read from the folder of backups on each scrape."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from segue.backup.folder import BackupFolder
from segue.settings import settings


class BackupCollector(Collector):
    """Collects the end of the newest backups and their size; nothing without a folder of them."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; none if this process may not read the folder."""
        path = settings().backup_dir
        if path is None:
            return
        try:
            folder = BackupFolder(path)
            backups, archived_until = folder.backups(), folder.archived_until()
        except OSError:
            return
        finished = GaugeMetricFamily(
            "segue_backup_finished_timestamp_seconds",
            "End of the newest backup of a kind.",
            labels=["kind"],
        )
        for kind in ("full", "incremental"):
            ends = [each.finished_at for each in backups if each.kind == kind]
            if ends:
                finished.add_metric([kind], max(ends).timestamp())
        yield finished
        yield GaugeMetricFamily(
            "segue_backup_bytes",
            "Size of all backups, without the archived log.",
            value=sum(each.number_of_bytes for each in backups),
        )
        if archived_until is not None:
            yield GaugeMetricFamily(
                "segue_archived_timestamp_seconds",
                "When the newest segment of the log was archived.",
                value=archived_until.timestamp(),
            )
