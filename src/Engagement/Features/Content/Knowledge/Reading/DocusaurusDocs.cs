using System.Text.Json;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// One set of documents of a site of Docusaurus, with its versions (docusaurus.io/docs/versioning, /docs/docs-multi-instance): the last
/// version lies at the set's root, what is written now under <c>next</c>, and the others under their names.
/// </summary>
internal sealed partial class DocusaurusDocs
{
    private const string Current = "current";

    private readonly IReadOnlyDictionary<string, string> _says;
    private readonly string _prefix; // of the names of all but the first set
    private readonly IReadOnlyList<string> _versions; // those that are published
    private readonly string _last;

    /// <param name="says">Its settings.</param>
    /// <param name="openBeside">The text of a file beside the configuration; null: it is not there.</param>
    public DocusaurusDocs(IReadOnlyDictionary<string, string> says, Func<string, string?> openBeside)
    {
        _says = says;
        Id = ScriptSettings.Text(says.GetValueOrDefault("id")) is { } id and not "default" ? id : "";
        _prefix = Id.Length > 0 ? Id + "_" : "";
        Folder = PathOf("path", "docs");
        Base = PathOf("routeBasePath", "docs");
        var names = says.GetValueOrDefault("disableVersioning") == "true" ? [] : Names(openBeside(_prefix + "versions.json"));
        if (says.GetValueOrDefault("includeCurrentVersion") != "false" && !names.Contains(Current))
        {
            names = [Current, .. names];
        }

        _versions = says.ContainsKey("onlyIncludeVersions")
            ? [.. names.Where((ScriptSettings.List(says["onlyIncludeVersions"]) ?? []).Contains)] : names;
        _last = ScriptSettings.Text(says.GetValueOrDefault("lastVersion"))
            ?? _versions.FirstOrDefault(n => n != Current) ?? Current;
    }

    /// <summary>Empty of the first set.</summary>
    public string Id { get; }

    /// <summary>Where its documents lie, with a slash at the end; null: that is worked out.</summary>
    public string? Folder { get; }

    /// <summary>Where they are published, with a slash at the end or empty; null: that is worked out.</summary>
    public string? Base { get; }

    /// <summary>Whether numbers before names are the names' own.</summary>
    public bool KeepsNumbers => _says.GetValueOrDefault("numberPrefixParser") == "false";

    /// <summary>The version and the place in it of a page of this set; null: it is none of this set.</summary>
    /// <param name="inside">From the folder of the configuration.</param>
    public (string Version, string Page)? Own(string inside)
    {
        if (Folder is not null && inside.StartsWith(Folder, StringComparison.Ordinal))
        {
            return (Current, inside[Folder.Length..]);
        }

        var versioned = $"{_prefix}versioned_docs/version-";
        return inside.StartsWith(versioned, StringComparison.Ordinal) ? Versioned(inside[versioned.Length..]) : null;
    }

    /// <summary>The same of a translated page, by its place in the folder of the set's translations.</summary>
    public static (string Version, string Page)? OwnTranslated(string inside) =>
        inside.StartsWith("current/", StringComparison.Ordinal) ? (Current, inside["current/".Length..])
        : inside.StartsWith("version-", StringComparison.Ordinal) ? Versioned(inside["version-".Length..]) : null;

    /// <summary>Where a version is published, with a slash at the end or empty; null: it is not, or that is worked out.</summary>
    public string? BaseOf(string version)
    {
        if (Base is null || !_versions.Contains(version))
        {
            return null;
        }

        var own = ScriptSettings.Object(ScriptSettings.Object(_says.GetValueOrDefault("versions"))?.GetValueOrDefault(version));
        var part = own?.ContainsKey("path") == true ? ScriptSettings.Text(own["path"])
            : version == _last ? "" : version == Current ? "next" : version;
        return part is null ? null : Slashed(Base + part);
    }

    /// <summary>Why nothing here says where a document is published; null: its place does.</summary>
    public string? Unknown(string version, string page) =>
        Base is null ? "its site's configuration works out where its documents are"
        : BaseOf(version) is null ? "its version is not one of those that its site publishes"
        : _says.GetValueOrDefault("numberPrefixParser") is { } parser and not ("false" or "true") && HasNumber().IsMatch(page)
            ? "its site's configuration works out which numbers are taken off names" : null;

    /// <summary>A path with a slash at its end and none at its beginning, or empty.</summary>
    public static string Slashed(string path) => path.Trim('/', '.') is { Length: > 0 } bare ? bare + "/" : "";

    private string? PathOf(string setting, string otherwise) =>
        !_says.TryGetValue(setting, out var written) ? otherwise + "/" : ScriptSettings.Text(written) is { } said ? Slashed(said) : null;

    private static (string Version, string Page)? Versioned(string inside) =>
        inside.IndexOf('/', StringComparison.Ordinal) is > 0 and var cut ? (inside[..cut], inside[(cut + 1)..]) : null;

    // From the newest to the oldest.
    private static IReadOnlyList<string> Names(string? json)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize<List<string>>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"(?:\A|/)\d", RegexOptions.NonBacktracking)]
    private static partial Regex HasNumber();
}
