using Engagement.Data;

namespace Engagement.Tests.Data;

public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-private-").FullName;

    [Fact]
    public void What_others_could_read_is_made_private_with_all_that_is_in_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows decides by the folder's access list.");
            return;
        }

        var inner = Directory.CreateDirectory(Path.Combine(_folder, "data", "visits")).FullName;
        var file = Path.Combine(inner, "today");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Null(PrivateFiles.Tighten(Path.Combine(_folder, "data")));

        foreach (var path in new[] { Path.Combine(_folder, "data"), inner, file })
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
        }
    }

    [Fact]
    public void A_link_in_the_folder_does_not_change_what_it_leads_to()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows decides by the folder's access list.");
            return;
        }

        var outside = Path.Combine(_folder, "outside");
        File.WriteAllText(outside, "");
        File.SetUnixFileMode(outside, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        File.CreateSymbolicLink(Path.Combine(data, "link"), outside);

        PrivateFiles.Tighten(data);

        Assert.True(File.GetUnixFileMode(outside).HasFlag(UnixFileMode.OtherRead));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
