namespace Engagement.Features.Sla;
internal sealed class SlaNotices
{
    public Task WarnAsync(DueClock due, CancellationToken ct) => Task.CompletedTask;
    public Task BreachedAsync(DueClock due, CancellationToken ct) => Task.CompletedTask;
}
