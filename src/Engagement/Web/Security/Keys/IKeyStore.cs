using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Engagement.Web.Security.Keys;

/// <summary>Where the data protection keys lie, with what sealing them anew needs beside what ASP.NET Core asks for.</summary>
internal interface IKeyStore : IXmlRepository
{
    IReadOnlyList<StoredKey> ReadAll();

    void Replace(string name, XElement element);
}

/// <param name="Name">As ASP.NET Core named it when it was stored, e.g. <c>key-8f3c…</c>.</param>
internal sealed record StoredKey(string Name, XElement Element);
