package tax

import "slices"

// Category is the tax category of a product: what decides between the
// standard, a reduced and a zero rate. The zero value is no category and is
// refused by Book.Rates; goods without a rate of their own are General.
type Category string

// The categories this package knows. That a category is known here does not
// mean that the book has a rate for it in every place.
const (
	General          Category = "general"
	BooksPrinted     Category = "books_printed"
	Ebooks           Category = "ebooks"
	Newspapers       Category = "newspapers_magazines"
	FoodBasic        Category = "food_basic"
	RestaurantFood   Category = "restaurant_food"
	ChildrenClothing Category = "children_clothing"
	ClothingFootwear Category = "clothing_footwear"
	Medicines        Category = "medicines"
	MedicalAids      Category = "medical_aids"
	BabyDiapers      Category = "baby_diapers"
	FeminineHygiene  Category = "feminine_hygiene"
	ChildCarSeats    Category = "child_car_seats"
	Art              Category = "art"
	PlantsFlowers    Category = "plants_flowers"
	Water            Category = "water"
	Freight          Category = "shipping" // freight stated apart, see Book.Shipping
)

// The rates of a country as such, for goods and services that no category
// above is about. Where a country has several of a kind, the variant tells
// them apart by the figure ("13", "9_5", and "9_2011" for a figure that came
// back later), or by what the law calls them ("first"); where one of a kind is
// in force it needs no variant.
const (
	ReducedRate      Category = "reduced_rate"
	SuperReducedRate Category = "super_reduced_rate" // below 5 %, by old right (VAT Directive Art. 110)
	ParkingRate      Category = "parking_rate"       // from 12 %, by old right (VAT Directive Art. 118)
)

var categories = [...]Category{
	General, BooksPrinted, Ebooks, Newspapers, FoodBasic, RestaurantFood, ChildrenClothing, ClothingFootwear,
	Medicines, MedicalAids, BabyDiapers, FeminineHygiene, ChildCarSeats, Art, PlantsFlowers, Water,
	Freight,
	ReducedRate, SuperReducedRate, ParkingRate,
}

// Categories lists the known categories in the order of the constants.
func Categories() []Category { return slices.Clone(categories[:]) }

// ParseCategory reads a category from its text form, which is lower case and
// exact. It returns a *CategoryError, which wraps ErrUnknownCategory and lists
// what is known, for anything else.
func ParseCategory(s string) (Category, error) {
	if c := Category(s); c.Valid() {
		return c, nil
	}
	return "", &CategoryError{Category: s}
}

// Valid reports whether c is one of the known categories.
func (c Category) Valid() bool { return c.index() >= 0 }

// index is the place of c among the known categories, -1 if it is none.
func (c Category) index() int {
	for i, known := range &categories {
		if c == known {
			return i
		}
	}
	return -1
}

// hasStandard reports whether the standard rate is an estimate for c.
func (c Category) hasStandard() bool {
	switch c {
	case General, Freight:
		return false
	}
	return !c.isRate()
}

// isRate reports whether c is a rate of a country as such.
func (c Category) isRate() bool {
	return c == ReducedRate || c == SuperReducedRate || c == ParkingRate
}

// UnmarshalText reads a category as ParseCategory does, so that a misspelt
// category in JSON is refused.
func (c *Category) UnmarshalText(text []byte) error {
	v, err := ParseCategory(string(text))
	if err != nil {
		return err
	}
	*c = v
	return nil
}
