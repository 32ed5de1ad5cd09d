using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Templates.Files;

/// <summary><c>about.json</c>.</summary>
/// <param name="Language">Of <c>template.scriban</c>; absent: English.</param>
internal sealed record TemplateAbout(string Title, string Kind, string LengthClass, string Description, string? Language = null);

/// <summary>One of <c>proofs.json</c>: an article in, the words that are expected out.</summary>
internal sealed record TemplateTestFile(
    string Name, string Network, string Organisation, DateTimeOffset At, ArticleFields Article, string Expected);

/// <summary>
/// A template as files, in a folder of its own: <c>about.json</c>, <c>template.scriban</c>, the same in other languages as
/// <c>template.de.scriban</c>, and where there are any <c>sample.json</c> and <c>proofs.json</c>. What is read and written again is the
/// same to the byte when it was written by us: UTF-8, lines end in a line feed.
/// </summary>
internal sealed partial record TemplateFile(
    string Name, TemplateAbout About, TemplateTexts Texts, string? SampleJson, IReadOnlyList<TemplateTestFile> Proofs)
{
    public const string AboutName = "about.json";
    public const string BodyName = "template.scriban";
    public const string SampleName = "sample.json";
    public const string ProofsName = "proofs.json";

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people and for diffs; it is a file, not a page
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private static readonly JsonSerializerOptions Read = new(JsonSerializerDefaults.Web)
        { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads a folder.</summary>
    /// <param name="name">The folder's.</param>
    /// <param name="files">Its files, by name.</param>
    /// <exception cref="TemplateFileException">One of them cannot be read, or is missing; says which and why.</exception>
    public static TemplateFile From(string name, IReadOnlyDictionary<string, string> files)
    {
        var about = Parse<TemplateAbout>(name, AboutName, files);
        if (about.Title is null || about.Kind is null || about.LengthClass is null || about.Description is null)
        {
            throw new TemplateFileException($"{name}/{AboutName}", "It needs title, kind, lengthClass and description.");
        }

        var others = files.Select(f => (Match: Translation().Match(f.Key), Text: f.Value)).Where(f => f.Match.Success)
            .Select(f => KeyValuePair.Create(f.Match.Groups[1].Value, Clean(f.Text)));
        return new TemplateFile(
            name,
            about,
            TemplateTexts.Of(about.Language ?? TemplateTexts.UsualLanguage, Clean(Get(name, BodyName, files)), others),
            files.GetValueOrDefault(SampleName)?.ReplaceLineEndings("\n"),
            files.ContainsKey(ProofsName) ? Parse<TemplateTestFile[]>(name, ProofsName, files) : []);
    }

    /// <summary>A file that belongs to a template's folder.</summary>
    public static bool Knows(string file) => file is AboutName or BodyName or SampleName or ProofsName || Translation().IsMatch(file);

    /// <summary>The folder's files and their text, in the order people read them.</summary>
    public IEnumerable<(string File, string Text)> Files()
    {
        yield return (AboutName, Json(About with { Language = Texts.Language == TemplateTexts.UsualLanguage ? null : Texts.Language }));
        yield return (BodyName, Clean(Texts.Body) + "\n");
        foreach (var (language, body) in Texts.Others)
        {
            yield return ($"template.{language}.scriban", Clean(body) + "\n");
        }

        if (SampleJson is not null)
        {
            yield return (SampleName, SampleJson);
        }

        if (Proofs.Count > 0)
        {
            yield return (ProofsName, Json(Proofs));
        }
    }

    /// <summary>A folder's name for a template that never was a file: <c>Question of the day!</c> is <c>question-of-the-day</c>.</summary>
    public static string NameFor(string title)
    {
        var name = NoLetters().Replace(title.ToLowerInvariant(), "-").Trim('-');
        return name.Length == 0 ? "template" : name.Length > 80 ? name[..80].Trim('-') : name;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Written) + "\n";

    private static string Clean(string text) => text.ReplaceLineEndings("\n").TrimEnd();

    private static string Get(string name, string file, IReadOnlyDictionary<string, string> files) =>
        files.GetValueOrDefault(file) ?? throw new TemplateFileException($"{name}/{file}", "It is missing.");

    private static T Parse<T>(string name, string file, IReadOnlyDictionary<string, string> files)
    {
        var text = Get(name, file, files);
        try
        {
            return JsonSerializer.Deserialize<T>(text, Read) ?? throw new TemplateFileException($"{name}/{file}", "It is empty.");
        }
        catch (JsonException e)
        {
            throw new TemplateFileException($"{name}/{file}",
                $"It is not the JSON we expect{(e.LineNumber is { } line ? $", line {line + 1}" : "")}: {e.Message.Split(" Path:")[0]}");
        }
    }

    [GeneratedRegex(@"^template\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\.scriban$")]
    private static partial Regex Translation();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetters();
}

/// <summary>A file that cannot be taken.</summary>
internal sealed class TemplateFileException(string file, string why) : Exception($"{file}: {why}")
{
    public string File { get; } = file;
}
