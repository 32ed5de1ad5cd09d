using System.Collections.Immutable;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Tests.Data;

namespace Engagement.Tests.Content.Templates.Proofs;

/// <summary>The words that come with the product are proven here, in every run, before anybody installs them.</summary>
public sealed class ShippedProofsTests
{
    public static TheoryData<string> Shipped => [.. ShippedTemplates.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    internal async Task A_shipped_template_makes_what_its_proofs_expect_on_every_network(string name)
    {
        await using var room = await TemplateRoom.OpenAsync(Dialect.Sqlite);
        var template = await room.ShippedAsync(name);

        var results = await room.Proofs.RunAsync(template.Id, template.Kind, template.Texts, TestContext.Current.CancellationToken);

        Assert.All(
            results, r => Assert.True(r.Holds, $"{r.Proof.Name} on {r.Proof.Network}: {r.Problem ?? string.Join("", r.Difference)}"));
        var networks = TemplateKinds.Of(template.Kind).IsForNetworks
            ? room.Channels.All.Select(c => c.Facts.Key).Where(key => key != "sandbox").ToImmutableSortedSet(StringComparer.Ordinal)
            : [TemplateSamples.Mail];
        Assert.Equal(networks, results.Select(r => r.Proof.Network).ToImmutableSortedSet(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_shipped_words_for_every_kind() =>
        Assert.Equal(TemplateKinds.All.Select(k => k.Key).Order(StringComparer.Ordinal),
            ShippedTemplates.All.Select(t => t.About.Kind).Distinct().Order(StringComparer.Ordinal));

    [Theory, OnEachDatabase]
    internal async Task Proofs_that_came_later_are_there_after_a_start_and_those_people_made_stay(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");
        await room.Db.ExecuteAsync(TemplateTestSql.RemoveAll, new { TemplateId = question.Id }, TestContext.Current.CancellationToken);
        await room.SaveTemplateTest.RunAsync(new(question.Id, null, ["x"], "Ours", "Maria"), TestContext.Current.CancellationToken);

        await room.Shipped.InstallAsync(TestContext.Current.CancellationToken);

        var names = (await room.Proofs.RunAsync(question.Id, question.Kind, question.Texts, TestContext.Current.CancellationToken))
            .Select(r => r.Proof.Name).ToList();
        Assert.Contains("Ours", names);
        Assert.Contains("An article of one sentence", names);
    }

    [Theory, OnEachDatabase]
    internal async Task A_mail_is_proven_too_and_has_no_length(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var notice = await room.ShippedAsync("notice");
        var endless = TemplateTexts.Of("en", $"{{{{ notice.title }}}}\n\n{new string('a', 9000)}", others: null);

        var red = Assert.Single(await room.Proofs.RunAsync(notice.Id, notice.Kind, endless, TestContext.Current.CancellationToken));

        Assert.False(red.Holds);
        Assert.Null(red.Problem);
        Assert.Equal(0,
            (await room.Proofs.RunAsync(notice.Id, notice.Kind, TemplateTexts.Of("en", " ", others: null),
                TestContext.Current.CancellationToken)).Count(r => r.Problem is null));
    }
}
