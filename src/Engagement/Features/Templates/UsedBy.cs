using Engagement.Data;
using Engagement.Features.Posts;

namespace Engagement.Features.Templates;

/// <summary>Where a template is used.</summary>
/// <param name="Waiting">Posts that have not gone out.</param>
/// <param name="Published">Posts that have.</param>
/// <param name="Latest">The newest of both.</param>
internal sealed record TemplateUse(int Waiting, int Published, IReadOnlyList<PostRow> Latest)
{
    private static readonly Sql CountPosts = Sql.Portable(
        """
        select count(distinct case when d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Publishing', 'Uncertain', 'Held') then p.Id end) as Waiting,
            count(distinct case when d.State = 'Published' then p.Id end) as Published
        from Posts p join Deliveries d on d.PostId = p.Id where p.TemplateId = @Id
        """);

    public static async Task<TemplateUse> OfAsync(Db db, Guid id, CancellationToken ct)
    {
        var counts = await db.OneAsync<Counts>(CountPosts, new { Id = id }, ct) ?? new Counts();
        var latest = await db.QueryAsync<PostRow>(PostSql.List.Where(PostSql.OfTemplate), new { TemplateId = id, Take = 5 }, ct);
        return new(counts.Waiting, counts.Published, latest);
    }

    private sealed record Counts
    {
        public int Waiting { get; init; }

        public int Published { get; init; }
    }
}
