using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Content.Templates.Proofs;

/// <summary>Renders a template's proofs with words that may not be published yet, and holds them against what is expected.</summary>
internal sealed class RunTemplateTests(Db db, ChannelCatalog channels, WriteWords write)
{
    public async Task<IReadOnlyList<TemplateTestResult>> RunAsync(Guid templateId, string kind, TemplateTexts texts,
        CancellationToken ct) =>
        [.. (await db.QueryAsync<TemplateTest>(TemplateTestSql.OfTemplate, new { TemplateId = templateId }, ct))
            .Select(proof => Try(proof, kind, texts))];

    public TemplateTestResult Try(TemplateTest proof, string kind, TemplateTexts texts)
    {
        var isMail = !TemplateKinds.Of(kind).IsForNetworks;
        if ((isMail ? channels.All.First() : channels.Find(proof.Network)) is not { } channel
            || (isMail && proof.Network != TemplateSamples.Mail))
        {
            return new(proof, null, $"There is no network '{proof.Network}' here.");
        }

        var words = write.Run(texts, SubjectOf(proof, kind, channel));
        return new(proof, words.Text, words.Problem);
    }

    // Everything a template can be told is fixed, so that the same words come out on every machine and day.
    private static TemplateSubject SubjectOf(TemplateTest proof, string kind, IChannel channel)
    {
        var article = proof.Article;
        return TemplateSamples.Fill(new TemplateSubject(article, channel)
        {
            Link = article.Url,
            Brand = new Brand { Name = proof.Organisation },
            Now = proof.RenderedAt,
        }, kind);
    }
}
