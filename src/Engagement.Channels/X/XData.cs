namespace Engagement.Channels.X;

/// <summary>The lists in Data/, which the assembly carries.</summary>
internal static class XData
{
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(XData).Assembly.GetManifestResourceStream($"Engagement.Channels.X.Data.{file}")
            ?? throw new InvalidOperationException($"The list {file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
