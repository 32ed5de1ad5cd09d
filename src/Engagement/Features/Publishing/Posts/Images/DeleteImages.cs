using Engagement.Data;

namespace Engagement.Features.Publishing.Posts.Images;

/// <summary>The recurring tidying: pictures that were sent up for a post which nobody made.</summary>
internal sealed class DeleteImages(Db db, TimeProvider clock)
{
    // A form may stand open over a night.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    public Task RunAsync(CancellationToken ct) => db.ExecuteAsync(ImageSql.Forget, new { Before = clock.Now() - Patience }, ct);
}
