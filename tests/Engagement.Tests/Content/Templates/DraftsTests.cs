using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Tests.Data;

namespace Engagement.Tests.Content.Templates;

public sealed class DraftsTests
{
    [Theory, OnEachDatabase]
    internal async Task A_draft_may_be_broken_changes_nothing_published_and_goes_when_it_is_published(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");

        Done(await room.Drafts.RunAsync(Draft(question, "{{ if }} not yet"), Stop));
        Assert.Equal(question.Body, (await room.ShippedAsync("question")).Body);
        Assert.Equal("{{ if }} not yet", (await DraftAsync(room, question.Id))!.Body);

        Done(await room.Save.RunAsync(new(
            question.Id, 1, question.Name, question.Kind, question.LengthClass, question.Description,
            TemplateTexts.Of("en", "Ready {{ link }}", others: null), "Done", "New words.", "Maria"), Stop));
        Assert.Equal("Ready {{ link }}", (await room.ShippedAsync("question")).Body);
        Assert.Null(await DraftAsync(room, question.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_template_that_is_only_a_draft_is_offered_to_nobody_until_it_is_published(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var id = Done(await room.Drafts.RunAsync(new(null, 0, null, "Tip", "post", "short", "",
            TemplateTexts.Of("en", "Tip: {{ article.title }}", others: null), "Maria"), Stop));

        var draft = (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, Stop))!;
        Assert.Equal(("Draft", 0, ""), (draft.State, draft.Version, draft.Body));
        Assert.DoesNotContain(await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts, ct: Stop), t => t.Id == id);

        Done(await room.Save.RunAsync(new(id, 0, "Tip", "post", "short", "",
            TemplateTexts.Of("en", "Tip: {{ article.title }}", others: null), "First", null, "Maria"), Stop));
        Assert.Contains(await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts, ct: Stop), t => t.Id == id && t.Version == 1);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_who_keep_a_draft_at_once_the_second_is_told(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");
        Done(await room.Drafts.RunAsync(Draft(question, "first"), Stop));

        Assert.IsType<Result<Guid>.Conflict>(await room.Drafts.RunAsync(Draft(question, "second"), Stop));

        var seen = (await DraftAsync(room, question.Id))!;
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        Done(await room.Drafts.RunAsync(Draft(question, "second") with { SeenAt = seen.UpdatedAt }, Stop));
        Assert.Equal("second", (await DraftAsync(room, question.Id))!.Body);
    }

    [Theory, OnEachDatabase]
    internal async Task Thrown_away_a_draft_leaves_what_is_published_and_a_template_that_was_nothing_else_goes(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");
        Done(await room.Drafts.RunAsync(Draft(question, "never"), Stop));
        var only = Done(await room.Drafts.RunAsync(
            new(null, 0, null, "Tip", "post", "short", "", TemplateTexts.Of("en", "x", others: null), "Maria"), Stop));

        await room.Drafts.DiscardAsync(question.Id, Stop);
        await room.Drafts.DiscardAsync(only, Stop);

        Assert.Equal(question.Body, (await room.ShippedAsync("question")).Body);
        Assert.Null(await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = only }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task An_older_version_is_published_again_as_a_new_one_with_all_its_languages(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var texts = TemplateTexts.Of("en", "Hello {{ link }}", [new("de", "Hallo {{ link }}")]);
        var id = Done(await room.Save.RunAsync(new(null, 0, "Greeting", "post", "short", "", texts, "First", null, "Maria"), Stop));
        Done(await room.Save.RunAsync(new(id, 1, "Greeting", "post", "short", "",
            TemplateTexts.Of("en", "Hi {{ link }}", others: null), "Shorter", null, "Maria"), Stop));

        Done(await room.Restore.RunAsync(id, 1, seenVersion: 2, null, "Ada", Stop));

        var now = (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, Stop))!;
        Assert.Equal(3, now.Version);
        Assert.True(now.Texts.SaysTheSameAs(texts));
        var version = (await room.Db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { Id = id, Number = 3 }, Stop))!;
        Assert.Equal(("Back to version 1.", "Ada"), (version.Note, version.CreatedBy));
    }

    [Theory, OnEachDatabase]
    internal async Task Newer_shipped_words_are_offered_beside_edited_ones_and_taken_or_declined_by_a_person(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        foreach (var name in new[] { "question", "update-notice" })
        {
            // As if the product had said something else when it was installed, and somebody had edited it since.
            var row = await room.ShippedAsync(name);
            await room.Db.ExecuteAsync(
                Sql.Portable("update TemplateVersions set Body = 'what it said before' where TemplateId = @Id"), new { row.Id }, Stop);
            Done(await room.Save.RunAsync(new(row.Id, 1, row.Name, row.Kind, row.LengthClass, row.Description,
                TemplateTexts.Of("en", "ours {{ link }}", others: null), "Ours", "On purpose.", "Maria"), Stop));
        }

        await room.Shipped.InstallAsync(Stop);
        var (question, notice) = (await room.ShippedAsync("question"), await room.ShippedAsync("update-notice"));
        Assert.Equal(("ours {{ link }}", "ours {{ link }}"), (question.Body, notice.Body));
        Assert.NotNull(await room.TakeShipped.OfferAsync(question, Stop));

        Done(await room.TakeShipped.TakeAsync(question.Id, question.Version, "Maria", Stop));
        Done(await room.TakeShipped.IgnoreAsync(notice.Id, Stop));

        question = await room.ShippedAsync("question");
        Assert.Equal(ShippedTemplates.All.Single(s => s.Name == "question").Body, question.Body);
        Assert.Null(await room.TakeShipped.OfferAsync(question, Stop));
        Assert.Null(await room.TakeShipped.OfferAsync(await room.ShippedAsync("update-notice"), Stop));
        Assert.IsType<Result<Guid>.Conflict>(await room.TakeShipped.TakeAsync(question.Id, question.Version, "Maria", Stop));
    }

    private static SaveDraft.Command Draft(TemplateRow row, string body) =>
        new(row.Id, row.Version, null, row.Name, row.Kind, row.LengthClass,
            row.Description, TemplateTexts.Of("en", body, others: null), "Maria");

    private static Task<TemplateDraft?> DraftAsync(TemplateRoom room, Guid id) =>
        room.Db.OneAsync<TemplateDraft>(DraftSql.Read, new { TemplateId = id }, Stop);

    private static Guid Done(Result<Guid> answer) => Assert.IsType<Result<Guid>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
