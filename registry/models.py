"""The rows. What was found or decided is only ever added to; states that move are moved by the services."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """What a person does here. Nobody has two of them on one case."""

    PROVIDER = "provider", "提供者"
    INSTITUTION = "institution", "使用者"
    DETECTOR = "detector", "检测员"
    REVIEWER = "reviewer", "审核员"
    APPROVER = "approver", "审批人"
    SECURITY = "security", "安全组"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "管理员"


class Organisation(models.Model):
    """A provider, a school, or an education department."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", "提供者"
        INSTITUTION = "institution", "使用者"
        DEPARTMENT = "department", "主管部门"

    kind = models.CharField("类别", max_length=16, choices=Kind)
    name = models.CharField("名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级单位")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "credit_code"], condition=~Q(credit_code=""), name="one_row_per_credit_code"
            )
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person's account. The role says which acts are open, the organisation on whose behalf."""

    role = models.CharField("角色", max_length=16, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="单位")

    @property
    def shown(self) -> str:
        """The name as it stands in records."""
        return self.get_full_name() or self.username


class Filing(models.Model):
    """One app's filing by one provider, on one platform; its form as last handed in."""

    class State(models.TextChoices):
        DRAFT = "draft", "未提交"
        SUBMITTED = "submitted", "待核验"
        RETURNED = "returned", "已反馈补正"
        FILED = "filed", "已备案"
        CLOSED = "closed", "已终止"

    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="filings")
    name = models.CharField("应用名称", max_length=200)
    platform = models.CharField("平台", max_length=16)
    app_id = models.CharField("包名或 Bundle ID", max_length=200, blank=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.SUBMITTED)
    number = models.CharField("备案编号", max_length=64, blank=True)  # as the national platform issued it
    form = models.TextField(
        blank=True
    )  # filing.yaml as handed in; may name contacts: never leaves the registry
    form_hash = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateField("办理期限", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_filing_per_number")
        ]
        indexes = [models.Index(fields=["state", "due"]), models.Index(fields=["provider"])]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One package of one filing, by its bytes."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    app_id = models.CharField(max_length=400, blank=True)
    label = models.CharField(max_length=400, blank=True)
    version = models.CharField(max_length=400, blank=True)
    version_code = models.CharField(max_length=400, blank=True)
    signers = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "sha256"], name="one_version_per_bytes")]


class Submission(models.Model):
    """A package handed in for a filing at one time, and how far its examination is."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        EXAMINING = "examining", "检测中"
        REFUSED = "refused", "无法检测"
        READY = "ready", "待审核"
        FAILED = "failed", "系统故障"
        CANCELLED = "cancelled", "已取消"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="submissions")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="submissions")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    file_name = models.CharField("文件名", max_length=255)
    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)
    refusal = models.CharField(max_length=1000, blank=True)  # one sentence, told to the submitter
    refusal_code = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=100, blank=True)  # the client's idempotency key
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="submissions")
    received = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], condition=~Q(key=""), name="one_submission_per_key")
        ]
        indexes = [models.Index(fields=["state", "-received"]), models.Index(fields=["filing", "-received"])]


class Work(models.TextChoices):
    """What a job does: a stage of the examination, or the judgement on what the stages found."""

    STATIC = "static", "静态检测"
    POLICY = "policy", "隐私政策"
    DYNAMIC = "dynamic", "动态检测"
    JUDGE = "judge", "核验判定"


class Job(models.Model):
    """One step of one submission. The row is the truth: a message only wakes somebody who looks for rows."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="jobs")
    work = models.CharField(max_length=16, choices=Work)
    occasion = models.CharField(max_length=64, default="submission")  # what it was asked for: one job each
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    urgency = models.IntegerField(default=50)  # smaller is sooner
    not_before = models.DateTimeField()
    owner = models.CharField(max_length=64, blank=True)
    attempt = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken = models.DateTimeField(null=True)  # when a message was last sent for it
    fault = models.TextField(blank=True)  # of ours, for the engineer
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "work", "occasion"], name="one_job_per_occasion")
        ]
        indexes = [models.Index(fields=["state", "work", "urgency", "id"])]


class Scan(models.Model):
    """What one stage found in one package, stored whole as a file; shared by all who submit these bytes."""

    sha256 = models.CharField(max_length=64)  # of the package
    stage = models.CharField(max_length=16, choices=Work)
    house = models.CharField(max_length=32)
    watch = models.CharField(max_length=64)
    file = models.CharField(max_length=64)  # of scan.json, in the store
    seconds = models.FloatField()  # how long it took, by the clock
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "stage", "house", "watch"], name="one_scan_per_bytes_and_stage"
            )
        ]


class Report(models.Model):
    """One judgement. Never changed: a new judgement is a new row."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reports")
    number = models.CharField("报告编号", max_length=20, unique=True)  # HY-2026-000123
    scans = models.ManyToManyField(Scan)
    filing_hash = models.CharField(max_length=64, blank=True)
    rules = models.CharField(max_length=64)
    house = models.CharField(max_length=32)
    at = models.DateField()
    digest = models.CharField(max_length=64)  # of report.json, in the store: a decision names it
    page = models.CharField(max_length=64)  # of report.html, in the store
    summary = models.JSONField()  # conclusions and matters, for lists
    head = models.CharField(max_length=64)  # of the filing's chain that this report stands on
    occasion = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "occasion"], name="one_report_per_occasion")
        ]
        indexes = [models.Index(fields=["submission", "-created"])]


class Counter(models.Model):
    """The last number given of a series; its row is locked while the next is taken."""

    series = models.CharField(max_length=32, primary_key=True)
    last = models.BigIntegerField(default=0)


class Chain(models.Model):
    """The head of one chain of events: a filing's, or (no filing) the house's own."""

    filing = models.OneToOneField(Filing, models.PROTECT, null=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)


class Event(models.Model):
    """Something that happened, and who did it. Each hash covers the one before."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="events")
    number = models.BigIntegerField()  # from 1, without gaps
    at = models.CharField(max_length=32)  # UTC, as hashed
    actor = models.CharField(max_length=150)  # account name, or "system"
    role = models.CharField(max_length=16, blank=True)
    act = models.CharField(max_length=64)
    detail = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="no_gap_and_no_fork")]


class Token(models.Model):
    """A program's key to the API in somebody's name. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()  # of tokens.SCOPES
    expires = models.DateTimeField("有效期至")
    used = models.DateTimeField(null=True)
    revoked = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
