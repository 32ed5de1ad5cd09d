using System.Xml.Linq;
using Engagement.Data;

namespace Engagement.Web.Security.Keys;

/// <summary>
/// With the embedded database the keys lie in a folder of their own, one file each, readable by this user only: a copy of the database
/// opens no secret, and a backup needs both.
/// </summary>
internal sealed class FolderKeys(string folder) : IKeyStore
{
    public string Folder => folder;

    public IReadOnlyList<StoredKey> ReadAll() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal)
            .Select(file => new StoredKey(Path.GetFileNameWithoutExtension(file), XElement.Load(file)))]
        : [];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. ReadAll().Select(k => k.Element)];

    public void StoreElement(XElement element, string friendlyName) => Replace(friendlyName, element);

    public void Replace(string name, XElement element)
    {
        PrivateFiles.CreateFolder(folder);
        var file = Path.Combine(folder, (IsFileName(name) ? name : Guid.NewGuid().ToString()) + ".xml");

        // Whole or not at all: half a key would be a key lost, and with it whatever it sealed.
        var half = file + ".new";
        using (var stream = PrivateFiles.Create(half))
        {
            element.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(half, file, overwrite: true);
    }

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
