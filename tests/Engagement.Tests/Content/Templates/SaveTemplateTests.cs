using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Tests.Data;

namespace Engagement.Tests.Content.Templates;

public sealed class SaveTemplateTests
{
    [Theory, OnEachDatabase]
    internal async Task Publishing_adds_a_version_and_keeps_the_one_before(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var before = await room.ShippedAsync("question");

        Assert.IsType<Result<Guid>.Done>(await room.Save.RunAsync(Edit(before, "{{ article.title }} {{ link }}"), CancellationToken.None));

        var versions = await room.Db.QueryAsync<TemplateVersionRow>(TemplateSql.Versions, new { before.Id });
        Assert.Equal([(2, "{{ article.title }} {{ link }}", "Why"), (1, before.Body, "Came with the product.")],
            versions.Select(v => (v.Number, v.Body, v.Note)));
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_who_started_from_the_same_version_the_second_is_told(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var before = await room.ShippedAsync("question");
        await room.Save.RunAsync(Edit(before, "first"), CancellationToken.None);

        Assert.IsType<Result<Guid>.Conflict>(await room.Save.RunAsync(Edit(before, "second"), CancellationToken.None));
        Assert.Equal("first", (await room.ShippedAsync("question")).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task A_broken_template_is_not_published_and_the_error_has_its_place(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);

        var answer = await room.Save.RunAsync(Edit(await room.ShippedAsync("question"), "Hello\n{{ if }}"), CancellationToken.None);

        var error = Assert.Single(Assert.IsType<Result<Guid>.Invalid>(answer).Errors);
        Assert.Equal("Texts.Body", error.Field);
        Assert.StartsWith("Line 2, column", error.Message, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_start_leaves_an_edited_template_alone_and_brings_an_unedited_one_up_to_date(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await room.Save.RunAsync(Edit(await room.ShippedAsync("question"), "ours now"), CancellationToken.None);
        var older = await room.ShippedAsync("update-notice");
        await room.Db.ExecuteAsync(OldBody, new { older.Id });

        await room.Shipped.InstallAsync(CancellationToken.None);

        Assert.Equal("ours now", (await room.ShippedAsync("question")).Body);
        Assert.Equal((2, older.Body), ((await room.ShippedAsync("update-notice")).Version,
            (await room.ShippedAsync("update-notice")).Body));
    }

    [Theory, OnEachDatabase]
    internal async Task A_retired_template_is_not_offered_for_new_posts_and_can_come_back(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");

        await room.Retire.RunAsync(question.Id, retire: true, CancellationToken.None);
        Assert.DoesNotContain(await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts), t => t.Id == question.Id);

        await room.Retire.RunAsync(question.Id, retire: false, CancellationToken.None);
        Assert.Contains(await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts), t => t.Id == question.Id);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_that_would_fail_for_some_article_are_not_published_and_each_fault_is_said(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");

        var refused = Assert.IsType<Result<Guid>.Invalid>(await room.Save.RunAsync(Edit(question, "{{ if article.image == 'x' }}{{ "
            + "article.titel }}{{ end }}\n{{ ticket.number }} {{ link }}"), CancellationToken.None));

        Assert.All(refused.Errors, e => Assert.Equal("Texts.Body", e.Field));
        Assert.Equal(["Line 1, column 41", "Line 2, column 4"], refused.Errors.Select(e => e.Message.Split(':')[0]));
        Assert.Equal(1, (await room.ShippedAsync("question")).Version);
    }

    [Theory, OnEachDatabase]
    internal async Task The_preview_shows_each_network_and_what_would_be_cut(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);

        var preview = await room.Preview.RunAsync(
            new("post", TemplateTexts.Of("en", $"{new string('a', 400)} {{{{ link }}}}", others: null), null, null),
            CancellationToken.None);

        Assert.Null(preview.Error);
        Assert.Equal(room.Channels.All.Select(c => c.Facts.Key), preview.Networks.Select(n => n.Network.Key));
        var bluesky = preview.Networks.Single(n => n.Network.Key == "bluesky");
        Assert.Equal(new string('a', 300), bluesky.Kept);
        Assert.Contains("https://", bluesky.Cut, StringComparison.Ordinal);
    }

    private static readonly Sql OldBody = Sql.Portable("update TemplateVersions set Body = 'older words' where TemplateId = @Id");

    private static SaveTemplate.Command Edit(TemplateRow row, string body) =>
        new(row.Id, row.Version, row.Name, row.Kind, row.LengthClass, row.Description,
            TemplateTexts.Of(row.Language, body, others: null), "Why", "The proofs are of the words before.", "Maria");
}
