using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>Where a template is used.</summary>
/// <param name="Waiting">Posts that have not gone out.</param>
/// <param name="Published">Posts that have.</param>
/// <param name="Latest">The newest of both.</param>
/// <param name="Others">What else uses it, such as a series.</param>
internal sealed record TemplateUse(
    int Waiting, int Published, IReadOnlyList<TemplateUse.Post> Latest, IReadOnlyList<TemplateUse.Other> Others)
{
    private static readonly Sql CountPosts = Sql.Portable(
        """
        select count(distinct case when d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Publishing', 'Uncertain', 'Held')
            then p.Id end) as Waiting, count(distinct case when d.State = 'Published' then p.Id end) as Published
        from Posts p join Deliveries d on d.PostId = p.Id where p.TemplateId = @Id
        """);

    private static readonly Sql LatestPosts = Sql.Portable(
        "select Id, Title, TemplateVersion, DueAt from Posts where TemplateId = @Id order by DueAt desc, Id desc {page}");

    private static readonly Sql InSeries = Sql.Portable("""
        select distinct s.Id, s.Name from SeriesTemplates t join Series s on s.Id = t.SeriesId where t.TemplateId = @Id
        order by s.Name, s.Id
        """);

    // Rules name their macros and acknowledgements.
    private static readonly Sql InRules = Sql.For(
        sqlServer: """
            select distinct r.Id, r.Name
            from Rules r cross apply openjson(r.ActionsJson) with (Kind nvarchar(40) '$.kind', Value nvarchar(400) '$.value') a
            join Templates t on t.Name = a.Value {exact} and t.Id = @Id where r.RemovedAt is null
                and a.Kind {exact} in ('macro', 'acknowledge') order by r.Name, r.Id
            """,
        sqlite: """
            select distinct r.Id, r.Name from Rules r, json_each(r.ActionsJson) a
            join Templates t on t.Name = json_extract(a.value, '$.value') and t.Id = @Id
            where r.RemovedAt is null and json_extract(a.value, '$.kind') in ('macro', 'acknowledge') order by r.Name, r.Id
            """);

    // What makes words with templates says so here, in one line: a statement for the rows of @Id, and where the page of one is.
    private static readonly IReadOnlyList<User> Users =
    [
        new("Series", InSeries, "/series/{0}"),
        new("Rule", InRules, "/settings/rules/edit?id={0}"),
    ];

    /// <summary>A post with its words, in the version it was made with.</summary>
    internal sealed record Post
    {
        public Guid Id { get; init; }

        public string Title { get; init; } = "";

        public int? TemplateVersion { get; init; }

        public DateTimeOffset DueAt { get; init; }
    }

    /// <summary>One thing that uses it.</summary>
    internal sealed record Other(string What, string Name, string Address);

    /// <param name="What">For a person: "Series".</param>
    /// <param name="Rows">Id and Name of each that uses the template <c>@Id</c>.</param>
    /// <param name="Page">Its address, <c>{0}</c> for the key.</param>
    private sealed record User(string What, Sql Rows, string Page);

    public static async Task<TemplateUse> OfAsync(Db db, Guid id, CancellationToken ct)
    {
        var counts = await db.OneAsync<Counts>(CountPosts, new { Id = id }, ct) ?? new Counts();
        var latest = await db.QueryAsync<Post>(LatestPosts, new { Id = id, Take = 5 }, ct);
        var others = new List<Other>();
        foreach (var user in Users)
        {
            var rows = await db.QueryAsync<Row>(user.Rows, new { Id = id }, ct);
            others.AddRange(rows.Select(
                r => new Other(user.What, r.Name, string.Format(System.Globalization.CultureInfo.InvariantCulture, user.Page, r.Id))));
        }

        return new(counts.Waiting, counts.Published, latest, others);
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";
    }

    private sealed record Counts
    {
        public int Waiting { get; init; }

        public int Published { get; init; }
    }
}
