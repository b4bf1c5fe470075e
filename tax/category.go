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

var categories = [...]Category{
	General, BooksPrinted, Ebooks, Newspapers, FoodBasic, RestaurantFood, ChildrenClothing, ClothingFootwear,
	Medicines, MedicalAids, BabyDiapers, FeminineHygiene, ChildCarSeats, Art, PlantsFlowers, Water,
	Freight,
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
func (c Category) Valid() bool { return slices.Contains(categories[:], c) }

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
