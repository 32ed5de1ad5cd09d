using Engagement.Common.Text;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Tests.Data;

namespace Engagement.Tests.Content.Templates.Proofs;

public sealed class ProofsTests
{
    [Theory, OnEachDatabase]
    internal async Task Words_that_fail_a_proof_are_not_published_without_a_reason_and_the_reason_stays(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var template = await OwnAsync(room, "{{ article.title }} {{ link }}");
        Assert.Equal(2, Done(await room.SaveTemplateTest.RunAsync(new(template.Id, null, ["x", "bluesky"], null, "Maria"), Stop)));

        var other = Publish(template, "News: {{ article.title }} {{ link }}");
        var refused = Assert.Single(Assert.IsType<Result<Guid>.Invalid>(await room.Save.RunAsync(other, Stop)).Errors);
        Assert.Equal("Reason", refused.Field);
        Assert.StartsWith("2 proofs fail", refused.Message, StringComparison.Ordinal);

        Done(await room.Save.RunAsync(other with { Reason = "We open with News from now on." }, Stop));
        var version = (await room.Db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { template.Id, Number = 2 }, Stop))!;
        Assert.Equal("We open with News from now on.", version.Reason);
    }

    [Theory, OnEachDatabase]
    internal async Task A_reason_is_not_kept_where_no_proof_fails(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var template = await OwnAsync(room, "{{ article.title }} {{ link }}");
        Done(await room.SaveTemplateTest.RunAsync(new(template.Id, null, ["x"], null, "Maria"), Stop));

        Done(await room.Save.RunAsync(
            Publish(template, "{{ article.title | string.strip }} {{ link }}") with { Reason = "Not needed." }, Stop));

        Assert.Null((await room.Db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { template.Id, Number = 2 }, Stop))!.Reason);
    }

    [Theory, OnEachDatabase]
    internal async Task A_red_proof_shows_the_difference_and_turns_green_when_its_words_are_accepted(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var template = await OwnAsync(room, "{{ article.title }} {{ link }}");
        Done(await room.SaveTemplateTest.RunAsync(new(template.Id, null, ["mastodon"], "A phone", "Maria"), Stop));
        Done(await room.Save.RunAsync(Publish(template, "{{ article.title }}! {{ link }}") with { Reason = "Louder." }, Stop));
        template = (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { template.Id }, Stop))!;

        var red = Assert.Single(await room.Proofs.RunAsync(template.Id, template.Kind, template.Texts, Stop));
        Assert.False(red.Holds);
        Assert.Equal([new(PieceKind.Added, "!")], red.Difference.Where(r => r.Kind != PieceKind.Same));

        Done(await room.SaveTemplateTest.AcceptAsync(template.Id, red.Proof.Id, "Ada", Stop));
        Assert.True(Assert.Single(await room.Proofs.RunAsync(template.Id, template.Kind, template.Texts, Stop)).Holds);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_too_long_for_a_network_cannot_be_what_is_expected(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var template = await OwnAsync(room, $"{new string('a', 400)} {{{{ link }}}}");

        var answer = await room.SaveTemplateTest.RunAsync(new(template.Id, null, ["linkedin", "bluesky"], null, "Maria"), Stop);

        Assert.Equal("ArticleId", Assert.Single(Assert.IsType<Result<int>.Invalid>(answer).Errors).Field);
        Assert.Empty(await room.Proofs.RunAsync(template.Id, template.Kind, template.Texts, Stop));
    }

    private static async Task<TemplateRow> OwnAsync(TemplateRoom room, string body)
    {
        var id = Assert.IsType<Result<Guid>.Done>(await room.Save.RunAsync(
            new(null, 0, "Ours", "post", "short", "", TemplateTexts.Of("en", body, others: null), "First", null, "Maria"), Stop)).Value;
        return (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, Stop))!;
    }

    private static SaveTemplate.Command Publish(TemplateRow row, string body) =>
        new(row.Id, row.Version, row.Name, row.Kind, row.LengthClass, row.Description,
            TemplateTexts.Of("en", body, others: null), "Why", null, "Maria");

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
