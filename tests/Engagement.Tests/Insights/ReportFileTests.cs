using System.IO.Compression;
using System.Text;
using CsCheck;
using Engagement.Web.Sheets;
using MiniExcelLibs;

namespace Engagement.Tests.Insights;

public sealed class ReportFileTests
{
    private static readonly Sheet Odd = new("odd", "Odd: names/of [sheets]",
        [new("=Name", CellKind.Text), new("Number"), new("Share", CellKind.Percent),
            new("Took", CellKind.Duration), new("When", CellKind.Moment)],
        [
            ["=HYPERLINK(\"http://evil.example\")", 12, 0.25m, 90L,
                new ReportCell(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero))],
            [new ReportCell(null), new ReportCell(null), new ReportCell(null), new ReportCell(null), new ReportCell(null)],
            ["a \"quoted\", line\nbroken", -3, new ReportCell(null), new ReportCell(null), new ReportCell(null)],
        ]) { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

    [Fact]
    public void A_CSV_says_numbers_plainly_moments_with_their_offset_and_runs_nothing()
    {
        var csv = ReportFile.Csv(Odd);

        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), csv[..3]);
        Assert.Equal(
            "'=Name,Number,Share,\"Took (seconds)\",When\r\n"
                + "\"'=HYPERLINK(\"\"http://evil.example\"\")\",12,0.25,90,2026-03-29T03:30:00+02:00\r\n,,,,\r\n"
                + "\"a \"\"quoted\"\", line\nbroken\",-3,,,\r\n",
            Encoding.UTF8.GetString(csv[3..]));
    }

    [Fact]
    public void A_CSV_without_a_row_has_its_headings_all_the_same() => Assert.Equal(
        "\ufeff'=Name,Number,Share,\"Took (seconds)\",When\r\n",
        Encoding.UTF8.GetString(ReportFile.Csv(Odd with { Rows = [] })));

    // By a reader that has nothing to do with its writer: RFC 4180, section 2.
    [Fact]
    public void Every_text_comes_out_of_a_CSV_as_it_went_in() => Texts.Array[1, 4].Array[0, 5].Sample(rows =>
    {
        var width = rows.Length == 0 ? 1 : rows.Min(r => r.Length);
        var cells = rows.Select(r => r[..width]).ToList();
        var sheet = new Sheet("s", "S", [.. Enumerable.Range(0, width).Select(n => new ReportColumn($"c{n}"))],
            [.. cells.Select(r => r.Select(c => new ReportCell(c)).ToArray())]);

        var read = Rfc4180(Encoding.UTF8.GetString(ReportFile.Csv(sheet)[3..]));

        Assert.Equal(cells.Select(r => r.Select(ReportFile.Guard)), read.Skip(1));
    });

    private static readonly Gen<string> Texts =
        Gen.OneOfConst("a", "b", " ", ",", ";", "\"", "'", "\r", "\n", "\t", "=", "+", "é", "😀").Array[0, 6].Select(string.Concat);

    private static List<List<string>> Rfc4180(string text)
    {
        var (rows, row, cell, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted || text[i] is not (',' or '\r'))
            {
                cell.Append(text[i]);
            }
            else
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\r')
                {
                    Assert.Equal('\n', text[++i]);
                    rows.Add(row);
                    row = [];
                }
            }
        }

        Assert.True(!isQuoted && row.Count == 0 && cell.Length == 0, "It ends within a row.");
        return rows;
    }

    [Fact]
    public void A_workbook_opens_again_holds_a_sheet_for_each_table_and_no_formula()
    {
        var bytes = ReportFile.Xlsx([Odd, Odd with { Rows = [] }]);

        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            Assert.DoesNotContain("<x:f", reader.ReadToEnd(), StringComparison.Ordinal);
        }

        using var file = new MemoryStream(bytes);
        Assert.Equal(["Odd namesof sheets", "Odd namesof sheets 2"], file.GetSheetNames());
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(3, rows.Count);
        Assert.Equal("'=HYPERLINK(\"http://evil.example\")", rows[0]["'=Name"]);
        Assert.Equal(12d, rows[0]["Number"]);
        Assert.Equal(new DateTime(2026, 3, 29, 3, 30, 0), rows[0]["When"]);
    }
}
