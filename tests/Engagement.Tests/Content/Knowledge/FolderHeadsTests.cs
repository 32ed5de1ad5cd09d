using System.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>What a page has from its folders: Hugo's cascade, Eleventy's data, Jekyll's defaults.</summary>
public sealed class FolderHeadsTests
{
    [Theory]
    [InlineData("---\ncascade: draft\n---\n")]
    [InlineData("---\ncascade: {draft: true}\n---\n")]
    [InlineData("---\ncascade:\n  draft: true\n---\n")]
    [InlineData("---\ncascade:\n  params:\n    unlisted: true\n---\n")]
    [InlineData("---\ncascade:\n  - build: {render: never}\n    target: {path: '/kb/**'}\n---\n")]
    [InlineData("---\ncascade:\n  - draft: true\n    _target: {kind: page}\n  - draft: false\n    _target: {kind: section}\n---\n")]
    [InlineData("+++\n[cascade]\ndraft = true\n+++\n")]
    [InlineData("+++\n[[cascade]]\n[cascade.params]\ndraft = true\n+++\n")]
    [InlineData("{\"cascade\": [{\"draft\": true}]}\n")]
    public void A_cascade_holds_for_the_pages_below(string section)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["kb/_index.md"] = section };

        Assert.Equal(ArticleState.Draft, State(files, "kb/a.md"));
        Assert.Equal(ArticleState.Draft, State(files, "kb/deep/er/a.md"));
        Assert.Null(State(files, "other/a.md"));
        Assert.Null(State(files, "a.md"));
    }

    [Fact]
    public void The_page_s_own_word_goes_before_its_folder_s_and_the_nearest_folder_s_before_others()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_index.md"] = "---\ncascade: {draft: true}\n---\n",
            ["out/_index.md"] = "---\ncascade: {draft: false}\n---\n", ["bad/_index.md"] = "---\ncascade: [\n---\n",
        };

        Assert.Equal(ArticleState.Draft, State(files, "a.md"));
        Assert.Equal(ArticleState.Draft, State(files, "bad/a.md"));
        Assert.Equal(ArticleState.Validated, State(files, "a.md", "draft: false"));
        Assert.Equal(ArticleState.Validated, State(files, "out/a.md"));
        Assert.Equal(ArticleState.Draft, State(files, "out/a.md", "draft: true"));
    }

    [Theory]
    [InlineData("{kind: section}", "kb/_index.md")]
    [InlineData("{path: '/kb/old/**'}", "kb/old/a.md")]
    [InlineData("{path: '/old/*'}", "content/old/a.md")]
    public void A_cascade_for_some_pages_is_for_those(string target, string path)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
            { ["_index.md"] = $"---\ncascade:\n  draft: true\n  target: {target}\n---\n" };

        Assert.Equal(ArticleState.Draft, State(files, path));
        Assert.Null(State(files, "kb/new/a.md"));
    }

    [Theory]
    [InlineData("kb/kb.json", "{\"draft\": true}")]
    [InlineData("kb/kb.11tydata.json", "{\"permalink\": false, \"title\": \"Of all\"}")]
    [InlineData("kb/kb.11tydata.js", "module.exports = { eleventyExcludeFromCollections: true };")]
    [InlineData("_config.yml", "defaults:\n  - scope: {path: kb}\n    values: {published: false}\n")]
    [InlineData("_config.yml", "defaults:\n  - scope: {path: '', type: pages}\n    values: {draft: false}\n  - scope: {path: 'kb/*'}\n"
        + "    values: {draft: true}\n")]
    [InlineData("_config.yml", "exclude:\n  - vendor\n  - kb/\n")]
    public void The_data_of_Eleventy_and_the_defaults_of_Jekyll_hold_too(string file, string text)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [file] = text };

        Assert.Equal(ArticleState.Draft, State(files, "kb/a.md"));
        Assert.NotEqual(ArticleState.Draft, State(files, "other/a.md"));
        Assert.Equal("A", Article(files, "kb/a.md", "x: y").Title);
    }

    private static ArticleState? State(Dictionary<string, string> files, string path, string yaml = "x: y") =>
        Article(files, path, yaml).State;

    private static IncomingArticle Article(Dictionary<string, string> files, string path, string yaml)
    {
        var site = new SiteFolder(new Uri("https://h.example"), [.. files.Keys, path], files.GetValueOrDefault);
        return ArticleFile.ReadIn(path, Encoding.UTF8.GetBytes($"---\n{yaml}\n---\nWords"), site);
    }
}
