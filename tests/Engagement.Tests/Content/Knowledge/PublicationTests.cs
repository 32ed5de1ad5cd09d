using System.Globalization;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

public sealed class PublicationTests
{
    [Theory]
    [InlineData("draft: true")]
    [InlineData("draft: yes")]
    [InlineData("draft: \"true\"")]
    [InlineData("draft: 1")]
    [InlineData("\u00A0draft: true")]
    [InlineData("password: open-sesame")]
    [InlineData("Draft: True")]
    [InlineData("draft: maybe")]
    [InlineData("published: false")]
    [InlineData("published: no")]
    [InlineData("publish: false")]
    [InlineData("live: false")]
    [InlineData("active: no")]
    [InlineData("exclude: true")]
    [InlineData("internal: true")]
    [InlineData("deprecated: true")]
    [InlineData("status: draft")]
    [InlineData("status: Private")]
    [InlineData("status: pending")]
    [InlineData("status: scheduled")]
    [InlineData("status: archived")]
    [InlineData("status: in review")]
    [InlineData("unlisted: true")]
    [InlineData("hidden: true")]
    [InlineData("private: true")]
    [InlineData("noindex: true")]
    [InlineData("robots: noindex, nofollow")]
    [InlineData("visibility: members")]
    [InlineData("sitemap: false")]
    [InlineData("permalink: false")]
    [InlineData("eleventyExcludeFromCollections: true")]
    [InlineData("headless: true")]
    [InlineData("build:\n  render: never")]
    [InlineData("_build:\n  list: false")]
    [InlineData("extra:\n  draft: true")]
    [InlineData("params:\n  unlisted: true")]
    [InlineData("draft: false\nextra:\n  draft: true")]
    [InlineData("meta:\n  draft: true")]
    [InlineData("status: [draft]")]
    [InlineData("stage: draft")]
    [InlineData("state: In Review")]
    [InlineData("ready: false")]
    [InlineData("publishDate: next week")]
    [InlineData("expiryDate: soon")]
    internal void What_may_mean_that_it_is_not_for_the_public_makes_a_draft(string yaml) =>
        Assert.NotNull(Publication.Of(FrontMatter.Read($"---\n{yaml}\n---\nWords")).Reason);

    [Theory]
    [InlineData("draft: false")]
    [InlineData("draft:")]
    [InlineData("published: true")]
    [InlineData("published: 2026-01-01")]
    [InlineData("publish: true")]
    [InlineData("status: published")]
    [InlineData("status: new")]
    [InlineData("status: [published, new]")]
    [InlineData("stage: beta")]
    [InlineData("state: Texas")]
    [InlineData("ready: true")]
    [InlineData("hide: [toc]")]
    [InlineData("hidden: false")]
    [InlineData("sitemap: {priority: 0.5}")]
    [InlineData("permalink: /a/")]
    [InlineData("title: A draft of a letter")]
    internal void What_is_published_or_says_nothing_of_it_is_none(string yaml) =>
        Assert.Null(Publication.Of(FrontMatter.Read($"---\n{yaml}\n---\nWords")).Reason);

    [Theory]
    [InlineData("publishDate: 2027-01-01", "2027-01-01", null)]
    [InlineData("publish_date: 2027-01-01\ndate: 2026-01-01", "2027-01-01", null)]
    [InlineData("date: 2027-01-01", "2027-01-01", null)]
    [InlineData("expiryDate: 2026-10-01", null, "2026-10-01")]
    [InlineData("params:\n  unpublish-date: 2026-10-01", null, "2026-10-01")]
    internal void Its_days_are_read(string yaml, string? from, string? to)
    {
        var publication = Publication.Of(FrontMatter.Read($"---\n{yaml}\n---\nWords"));

        Assert.Equal((from, to), (publication.PublishAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            publication.ExpireAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }
}
